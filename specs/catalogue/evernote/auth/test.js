// There is nothing to call over plain HTTP: whose token it is, and until when, came with it.
export default async function test({ credentials }) {
  const ends = Number(credentials.edam_expires);
  if (ends > 0 && ends < Date.now()) {
    throw new Error(`the token ended on ${new Date(ends).toISOString().slice(0, 10)}`);
  }
  if (!credentials.edam_userId) {
    throw new Error("Evernote did not say whose token this is");
  }
  return { account: `user ${credentials.edam_userId}` };
}
