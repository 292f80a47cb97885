// Checks the colour that a bureau chose for the page: white must stand out from it (SPEC §2).

/** What each sRGB byte is when linear, in units of 10⁻⁹, rounded to the nearest integer. */
const linear = Array.from({ length: 256 }, (_, v) =>
  Math.round(1e9 * (v <= 10 ? v / 255 / 12.92 : ((v / 255 + 0.055) / 1.055) ** 2.4)),
);

/** 1.05/4.5 − 0.05 = 11/60 in units of 10⁻¹³: the greatest relative luminance with a contrast of 4.5:1 to white. */
const maxLuminance = Math.floor((1e13 * 11) / 60);

/** Whether white stands out from a colour, three bytes in one number. It compares integers, so that no two programs differ. */
export function darkEnough(rgb: number): boolean {
  const at = (shift: number) => linear[(rgb >> shift) & 255] as number;
  return 2126 * at(16) + 7152 * at(8) + 722 * at(0) <= maxLuminance;
}

/** Whether a text can stand as a charter's colour: none, or #rrggbb whose contrast with white is at least 4.5:1. */
export function colourOk(text: string): boolean {
  return text === "" || (/^#[0-9a-f]{6}$/.test(text) && darkEnough(Number.parseInt(text.slice(1), 16)));
}
