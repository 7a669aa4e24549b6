export default async function test({ apiClient }) {
  const answer = await apiClient.get("/offer/v1.0/user/me/realestate");
  const listings = answer?.["realestates.realEstates"];
  if (!listings) {
    throw new Error("ImmoScout24 answered without the listings of an account");
  }
  // No request gives the account name; the label shows the number of listings.
  return { account: `${listings.Paging?.numberOfHits ?? 0} listings` };
}
