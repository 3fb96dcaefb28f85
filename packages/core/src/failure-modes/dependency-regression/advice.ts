import { advice } from '../compose.ts';
import { cannotStart, serverErrors } from '../rule-library.ts';
import { runtimeOf } from '../rules.ts';
import { run, say, step } from '../say.ts';
import type { Story } from '../story.ts';
import type { Advice, Case } from '../types.ts';

/** What to do about libraries that do not fit. */
export function advise(situation: Case): Advice {
  return advice(situation, (story) => {
    const { service, change } = story;
    const name = story.fact('package', 'module', 'class', 'method');
    return {
      immediate: [
        step(say`Put the last image of ${service} from before ${change} back into traffic.`) ??
          step(say`Put the last image of ${service} from before ${story.onset} back into traffic.`),
      ],
      triage: [step(say`${story.fact('endpoint')} is a path that reaches ${name}; look for others.`)],
      diagnose: [
        step(
          say`Ask the build of ${service} which version it resolves for ${name} and who asked for it.`,
          dependencyTree(story),
        ),
        step(say`The call that failed to link or load is made by ${story.frame}.`),
        step(say`Read in ${story.place} which version ${change} put in place of which.`),
      ],
      resolve: [
        step(say`Pin the version in ${story.place} to what it was before ${change}, lock file included.`),
        step(say`Go forward only to a release whose notes say that ${name} is there again.`),
      ],
      verify: [step(say`${service} answers on a path that uses ${name}, not only its health check.`)],
      prevent: [
        step(
          say`Start the built image of ${service} in CI and call a path that reaches ${name}; the unit tests did not.`,
        ) ??
          step(say`Start the built image of ${service} in CI and call a path that loads it; the unit tests did not.`),
        step(say`Let the build of ${service} fail when two versions of ${name} meet.`),
      ],
      rules: [serverErrors(story), cannotStart(story)],
      capacity: [step(say`No size of ${service} cures it: every instance loads the same libraries.`)],
      recovery: [
        step(
          say`Keep the image of ${service} that ran before ${story.onset ?? story.fired}; it is the fastest way back.`,
        ),
      ],
      performance: [],
    };
  });
}

function dependencyTree(story: Story): string | undefined {
  const place = story.place?.text ?? '';
  const name = story.fact('package');
  if (/pom\.xml$/.test(place)) return 'mvn dependency:tree -Dverbose';
  if (/gradle|libs\.versions\.toml$/.test(place)) return './gradlew dependencies --configuration runtimeClasspath';
  if (/package(?:-lock)?\.json$/.test(place)) return run`npm explain ${name}` ?? 'npm ls --all';
  if (/requirements.*\.txt$|pyproject\.toml$|poetry\.lock$|Pipfile/.test(place)) return 'pip list --format=freeze';
  if (/go\.(?:mod|sum)$/.test(place)) return 'go mod graph';
  if (/Gemfile/.test(place)) return 'bundle list';
  if (/\.csproj$|packages\.lock\.json$|Directory\.Packages\.props$/.test(place))
    return 'dotnet list package --include-transitive';
  if (/Cargo\.(?:toml|lock)$/.test(place)) return 'cargo tree --duplicates';
  return runtimeOf(story) === 'spring' ? 'mvn dependency:tree -Dverbose' : undefined;
}
