export default async function test({ apiClient }) {
  const me = await apiClient.get("/services/users/user", { fields: "id|first_name|last_name" });
  const name = [me?.first_name, me?.last_name].filter(Boolean).join(" ");
  const account = name || me?.id;
  if (!account) {
    throw new Error(me?.message ?? "USOS returned no account");
  }
  return { account };
}
