// Hattrick responds with XML, which the script gets as text.
export default async function test({ apiClient }) {
  const text = String(await apiClient.get("/oauth/check_token.ashx"));
  const read = (name) => text.match(new RegExp(`<${name}>\\s*([^<]*?)\\s*</${name}>`))?.[1];
  const id = read("User") || read("UserID");
  if (!id || id === "0") {
    throw new Error(read("Error") ?? "Hattrick returned no account");
  }
  return { account: `manager ${id}` };
}
