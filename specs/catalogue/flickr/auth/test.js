export default async function test({ apiClient }) {
  const answer = await apiClient.get("/services/rest/", {
    method: "flickr.test.login",
    format: "json",
    nojsoncallback: 1,
  });
  if (!answer?.user) {
    throw new Error(answer?.message ?? "Flickr returned no account");
  }
  return { account: answer.user.username?._content ?? answer.user.id };
}
