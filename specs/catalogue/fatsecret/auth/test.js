// A profile has neither name nor number: its units are all there is to tell two apart.
export default async function test({ apiClient }) {
  const { profile } = (await apiClient.get("/profile/v1")) ?? {};
  if (!profile) {
    throw new Error("FatSecret gave no profile for this token");
  }
  const units = [profile.weight_measure, profile.height_measure].filter(Boolean).join(" and ").toLowerCase();
  return { account: units ? `profile in ${units}` : "profile" };
}
