// Finds what in a text could tell who wrote it, by simple rules that run here and send nothing. It is advice: the rules miss much, and
// find what is harmless. They know Dutch, English and some Papiamentu, whatever language the page is in.

export const giveawayKinds = ["name", "only", "role", "bsn", "phone", "email", "date", "time"] as const;

export type GiveawayKind = (typeof giveawayKinds)[number];

export interface Giveaway {
  kind: GiveawayKind;
  found: string; // as it was written
}

const capital = String.raw`\p{Lu}[\p{L}’'-]+`;
const months =
  "jan(?:uari|uary)?|feb(?:ruari|ruary)?|m(?:aa)?rt|march|apr(?:il|el)?|mei|may|ju[nl][iy]|y[uü][nl]i|jun|jul|aug(?:ustus|ust)?|ougùstùs|sep(?:t|tember)?|sèptèmber|o[kc]t(?:ober)?|òktober|nov(?:ember)?|novèmber|de[cs](?:ember)?|desèmber|yan[uü]ari|febr[uü]ari";
const hours = "een|één|twee|drie|vier|vijf|zes|zeven|acht|negen|tien|elf|twaalf";
const roles =
  "burgemeester|wethouder|gemeentesecretaris|griffier|gezaghebber|gedeputeerde|commissaris|directeur|hoofd|chef|teamleider|leidinggevende|coördinator|beheerder|applicatiebeheerder|privacy ?officer|functionaris|voorzitter|mayor|alderman|governor|director|head|chief|manager|team leader|coordinator|administrator|officer|gezaghèber|direktor|hefe|koordinadó";

/** In this order; what one rule has taken no later one finds again. Letters before and after count as part of a word in all scripts. */
const rules: [GiveawayKind, RegExp][] = [
  ["email", /(?<![\p{L}\p{N}._%+-])[\p{L}\p{N}._%+-]{1,64}@[\p{L}\p{N}-]{1,63}(?:\.[\p{L}\p{N}-]{1,63}){1,8}/gu],
  ["date", /(?<!\d)(?:\d{1,2}[-/.]\d{1,2}[-/.](?:\d{4}|\d{2})|\d{4}-\d{2}-\d{2})(?!\d)/g],
  ["date", new RegExp(String.raw`(?<!\d)\d{1,2}(?:st|nd|rd|th|e)?(?: of| di)? (?:${months})(?!\p{L})(?: \d{4})?`, "giu")],
  ["date", new RegExp(String.raw`(?<!\p{L})(?:${months})\.? \d{1,2}(?:st|nd|rd|th)?(?!\d)(?:,? \d{4})?`, "giu")],
  [
    "time",
    /(?<!\d)(?:[01]?\d|2[0-3]):[0-5]\d(?!\d)|(?<!\d)(?:[01]?\d|2[0-3])(?:\.[0-5]\d)? ?(?:uur|u\b|a\.?m\b|p\.?m\b|o.clock)/giu,
  ],
  [
    "time",
    new RegExp(String.raw`(?<!\p{L})(?:half|kwart (?:voor|over)) (?:${hours})(?!\p{L})|(?<!\p{L})(?:${hours}) uur(?!\p{L})`, "giu"),
  ],
  ["bsn", /(?<![\d+-])\d(?:[ .-]?\d){8}(?![ .-]?\d)/g],
  ["phone", /(?<![\p{L}\p{N}])(?:\+|00|\(?0)\d(?:[ ().-]{0,2}\d){7,12}(?!\d)/gu],
  ["phone", /(?<![\p{L}\p{N}])[37]\d\d[ -]?\d{4}(?!\d)/gu], // Bonaire, Sint Eustatius, Saba
  [
    "name",
    new RegExp(
      String.raw`(?<!\p{L})(?:[Mm]ijn naam is|[Ii]k heet|[Mm]y name is|[Mm]i nòmber ta|[Mm]i yama) \p{L}[\p{L}’'-]*(?: ${capital})*`,
      "gu",
    ),
  ],
  [
    "name",
    new RegExp(
      String.raw`(?<!\p{L})(?:[Ii]k ben|I am|I’m|I'm|[Aa]mi ta) ${capital}(?: (?:van|de|der|den|ten) | )?(?:${capital})?`,
      "gu",
    ),
  ],
  ["name", new RegExp(String.raw`(?<!\p{L})(?:[Gg]roet(?:en|jes)?|[Rr]egards|[Ss]aludo)[,.]?\s+${capital}`, "gu")],
  [
    "only",
    /(?<!\p{L})(?:alleen ik|ik alleen|ik ben de enige|als enige|niemand anders|behalve ik|(?:alleen|slechts) (?:wij|ik en \p{L}+))(?!\p{L})/giu,
  ],
  [
    "only",
    /(?<!\p{L})(?:only I|I alone|only me|just me|I am the only|I’m the only|I'm the only|no ?body else|no one else|except me)(?!\p{L})/giu,
  ],
  ["only", /(?<!\p{L})(?:ami so|solamente ami|niun otro hende|ningun otro hende)(?!\p{L})/giu],
  [
    "role",
    new RegExp(
      String.raw`(?<!\p{L})(?:ik ben|ik werk als|als|mijn functie is|i am|i’m|i'm|i work as|as|ami ta|mi ta)(?: (?:de|het|een|the|a|an|un|e))?(?: \p{L}+)? (?:${roles})(?!\p{L})`,
      "giu",
    ),
  ],
  [
    "role",
    /(?<!\p{L})(?:mijn (?:functie|personeelsnummer|dienstnummer|registratienummer)|my (?:job title|staff number|badge number))(?!\p{L})/giu,
  ],
];

/** What stands out in a text, in the order of giveawayKinds, each once. */
export function giveaways(text: string): Giveaway[] {
  const found: Giveaway[] = [];
  let rest = text.slice(0, 200_000);
  for (const [kind, rule] of rules) {
    rest = rest.replace(rule, (match) => {
      if (kind === "bsn" && !elevenProof(match)) return match;
      if (!found.some((g) => g.kind === kind && g.found === match)) found.push({ kind, found: match.trim() });
      return "\n".repeat(match.length);
    });
  }
  return found.sort((a, b) => giveawayKinds.indexOf(a.kind) - giveawayKinds.indexOf(b.kind));
}

/** The test that every BSN passes: nine digits weighed 9, 8 … 2 and −1 add up to a multiple of eleven. */
function elevenProof(text: string): boolean {
  const digits = [...text.replace(/\D/g, "")].map(Number);
  const sum = digits.reduce((s, d, i) => s + d * (i === 8 ? -1 : 9 - i), 0);
  return sum > 0 && sum % 11 === 0;
}
