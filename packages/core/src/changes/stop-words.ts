/** Words that name nothing: never searched for. */
export const stopWords: ReadonlySet<string> = words(`
  a about above after again all also although am an and any are as at be because been before being below between both
  but by can cannot could did do does doing done down due during each either else etc even ever every few for from
  further get gets getting go going gone got had has have having he her here him his how however i if in into is it its
  itself just like made make makes making many may maybe me might more most much must my need needs no nor not nothing
  now of off ok on once one only onto or other our out over own per please rather really same see seen seems she should
  since so some something still such than that the their them then there these they thing things this those through to
  too two under until up upon us use used uses using very via want was way we well were what when where whether which
  while who whole why will with within without would yes yet you your actual actually example expected following instead
  issue problem regression caused causes introduced recent recently work works working worked breaks broken break broke
  bug http https www com org error errors exception exceptions fail fails failed failing failure failures info warn
  warning debug line trace`);

function words(text: string): Set<string> {
  return new Set(text.split(/\s+/).filter(Boolean));
}
