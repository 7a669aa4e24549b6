// Ends the registration of this user with the app, token included.
export default async function disconnect({ apiClient }) {
  await apiClient.delete("/user/registration");
}
