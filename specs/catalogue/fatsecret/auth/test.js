// A profile has neither a name nor an ID; the label shows its units.
export default async function test({ apiClient }) {
  const { profile } = (await apiClient.get("/profile/v1")) ?? {};
  if (!profile) {
    throw new Error("FatSecret gave no profile for this token");
  }
  const units = [profile.weight_measure, profile.height_measure].filter(Boolean).join(" and ").toLowerCase();
  return { account: units ? `profile in ${units}` : "profile" };
}
