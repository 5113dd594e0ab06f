import { questionsOf, type Pair } from './question-pairs.ts';

/**
 * Questions of the public sets that share document and answer and, read by a person, ask the same in other words. The other
 * pairs that share both do so by chance and are hard negatives.
 */
const paraphrases: readonly (readonly [string, string])[] = [
  [
    'What was named "The Tesla" in his honor?',
    'What did the General Conference on Weights and Measures name after Tesla in 1960?',
  ],
  ['Who did Tesla partner with in 1886?', "What were the names of Tesla's new partners?"],
  ['How much can Ctenophores eat in one day?', 'How much food does a ctenophora eat in a day?'],
  ['How much can Ctenophores eat in one day?', 'How much do ctenophore eat in a day?'],
  ['How much food does a ctenophora eat in a day?', 'How much do ctenophore eat in a day?'],
  ['How many species of Ctenophores have been validated?', 'How many species of Ctenophora have been validated?'],
  ['What are the little tentacles that cydippids have called?', 'What are the small tentacles on Cydippids called?'],
  ['What does coastal beriods use as teeth?', 'What do Beriods use as teeth?'],
  ['Evidence indicates that Cydippids are not what?', 'Cypiddids are not what?'],
  [
    'How old are the fossils found that represent ctenophhores ?',
    'Fossils found that were believed to be ctenophores were how old?',
  ],
  ['when did united states enter world war i', 'when did the usa join world war one'],
  ['who won the 1st battle of bull run', 'who won the battle of the first battle of bull run'],
  ['who is playing halftime show super bowl 50', 'who is playing the halftime show at super bowl 2016'],
  ['when did teenage mutant ninja turtles come out', 'when did the first ninja turtles come out'],
  ['who become the ceo of it wipro company in 2016', 'who become ceo of wipro company in 2016'],
  ['who is doing 2018 super bowl half time show', 'who is playing halftime show super bowl 2018'],
  ['who is doing 2018 super bowl half time show', 'who is super bowl 2018 half time show'],
  ['who is playing halftime show super bowl 2018', 'who is super bowl 2018 half time show'],
  ['who are the artists in the traveling wilburys', 'who were the members of the traveling wilburys group'],
  ['who plays the beast on the new beauty and the beast', 'who played the beast in the movie beauty and the beast'],
  ['who wrote the country song i can only imagine', 'who wrote and performed i can only imagine'],
  ['the first line of http request message is called ____', 'what is the first line of an http request to the server'],
  ['who sings i want to rock and roll', "who sings i wanna rock'n'roll all night"],
];
/** Too close to call without the text around them; neither side of the measure. */
const undecided: ReadonlySet<string> = new Set([
  'What did lane and vail finance?',
  'who became the it company ceo in 2016',
  'who is playing the halftime show for the superbowl',
  'What were the fossils that were found to represent ctenphores missing that current ctenphora have?',
  'where did they live in sex and the city',
]);

const sets = { zh: ['drcd-hant', 'lecoqa'], en: ['xquad-en', 'nq-open'] } as const;

export function sameAnswerPairs(folder: string, lang: 'zh' | 'en'): Pair[] {
  return sets[lang].flatMap((set) => {
    const asked = questionsOf(folder, set).filter((it) => !undecided.has(it.text));
    const groups = Map.groupBy(asked, (it) => `${it.document}\n${it.answer}`);
    return [...groups.values()].flatMap((group) =>
      group.flatMap((one, index) =>
        group
          .slice(index + 1)
          .filter((it) => it.text !== one.text)
          .map((it): Pair => {
            const same = paraphrases.some(([left, right]) => left === one.text && right === it.text);
            const kind = same ? 'paraphrase by people' : 'same answer by chance';
            return { left: one.text, right: it.text, same, kind, half: one.half };
          }),
      ),
    );
  });
}
