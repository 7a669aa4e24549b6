// Removes the user's registration with the app, including the token.
export default async function disconnect({ apiClient }) {
  await apiClient.delete("/user/registration");
}
