export default async function test({ apiClient }) {
  throw new Error("sample");
}
