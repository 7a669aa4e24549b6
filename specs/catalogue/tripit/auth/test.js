export default async function test({ apiClient }) {
  const { Profile: me } = await apiClient.get("/get/profile/format/json");
  const account = me?.screen_name ?? me?.public_display_name;
  if (!account) {
    throw new Error("TripIt answered without a profile");
  }
  return { account };
}
