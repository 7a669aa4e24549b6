export default async function test({ apiClient }) {
  const answer = await apiClient.get("/services/rest/", {
    method: "flickr.test.login",
    format: "json",
    nojsoncallback: 1,
  });
  if (!answer?.user) {
    throw new Error(answer?.message ?? "Flickr did not say whose token this is");
  }
  return { account: answer.user.username?._content ?? answer.user.id };
}
