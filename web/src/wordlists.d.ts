// The word lists, front-coded, as the build puts them into the script.
declare module "words:*" {
  const coded: string;
  export default coded;
}
