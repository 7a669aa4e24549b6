// Hattrick answers in XML, which arrives here as text.
export default async function test({ apiClient }) {
  const text = String(await apiClient.get("/oauth/check_token.ashx"));
  const read = (name) => text.match(new RegExp(`<${name}>\\s*([^<]*?)\\s*</${name}>`))?.[1];
  const id = read("User") || read("UserID");
  if (!id || id === "0") {
    throw new Error(read("Error") ?? "Hattrick did not say whose token this is");
  }
  return { account: `manager ${id}` };
}
