export default async function test({ apiClient }) {
  const answer = await apiClient.get("/services/rest/", {
    method: "flickr.test.login",
    format: "json",
    nojsoncallback: 1,
  });
  if (answer.stat !== "ok") {
    throw new Error(answer.message); // Flickr fails with status 200
  }
  return { account: answer.user.username._content };
}
