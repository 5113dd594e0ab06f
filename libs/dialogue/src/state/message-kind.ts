import { normalizeText } from '@mingda/language';

/** What a message is when it is no question. */
export type MessageKind = 'greeting' | 'thanks' | 'person' | 'yes' | 'no';

/** Longest message that is looked at: whoever writes more has a question. */
const longest = 60;

/** None of these may be a phrase of its own below: what reads both ways would be tried in every combination. */
const filler = String.raw`(?:啊|呀|哦|噢|嗯|哈|呢|吧|啦|了|的|请问|亲|there|all|everyone|please|,| )*`;
const whole = (words: string): RegExp => new RegExp(`^${filler}(?:${words})(?:${filler}(?:${words}))*${filler}$`, 'u');

const kinds: readonly (readonly [MessageKind, RegExp])[] = [
  [
    'greeting',
    whole(
      '你好|您好|大家好|哈喽|嗨|hi|hello|hey|早|早上好|上午好|中午好|下午好|晚上好|在吗|在不在|有人吗|good (?:morning|afternoon|evening|day)|greetings',
    ),
  ],
  [
    'thanks',
    whole(
      '哈喽|谢谢|多谢|感谢|谢谢你|谢谢您|非常感谢|太感谢|谢啦|辛苦|辛苦你|再见|拜拜|thank you|thanks|thanks a lot|thank you (?:so|very) much|many thanks|thx|cheers|bye|goodbye|see you',
    ),
  ],
  [
    'person',
    /^(?:我)?(?:请|麻烦|帮我|给我|我要|我想|想要|要求|能不能|可以|能否|是否可以|直接|还是)*(?:你)?(?:帮我|给我)?(?:转|找|接|联系|叫|换|转接|呼叫)(?:到|一下|一个|个|下)?(?:人工|真人|客服人员|活人|人工客服|人工服务|人工坐席)(?:客服|服务|坐席|处理|咨询|聊|来|说)?(?:吗|吧|一下|好吗|可以吗)?$|^(?:人工|人工客服|人工服务|转人工|真人客服|真人)$|^(?:can|could|may) i (?:please )?(?:speak|talk|chat) (?:to|with) (?:a |an |the )?(?:real |live |human )?(?:person|human|agent|operator|representative|someone)(?: please)?$|^(?:(?:please )?(?:i (?:want|need|would like|'d like) to )?(?:speak|talk|chat|connect|transfer)(?: me)? (?:to|with) (?:a |an |the )?(?:real |live |human )?(?:person|human|agent|operator|representative|someone))(?: please)?$|^(?:human|agent|operator|representative|real person)(?: please)?$/u,
  ],
  [
    'yes',
    /^(?:是|是的|好|好的|可以|行|嗯|嗯嗯|对|对的|要|需要|转吧|没问题|yes|yeah|yep|sure|ok|okay|please do|yes please|of course)$/u,
  ],
  ['no', /^(?:不|不是|不用|不要|不用了|不需要|不必|算了|先不用|否|no|nope|no thanks|no thank you|not now)$/u],
];

/**
 * What a message is when it says nothing but that; null for everything else, questions above all. Whole messages are
 * compared with fixed phrases, in Chinese and English: a greeting before a question does not make it a greeting.
 */
export function messageKind(message: string): MessageKind | null {
  const text = normalizeText(message)
    .replaceAll(/[!！。.~～?？、，\p{Extended_Pictographic}]+/gu, ' ')
    .replaceAll(/\s+/gu, ' ')
    .trim();
  if (text === '' || text.length > longest) return null;
  return kinds.find(([, pattern]) => pattern.test(text))?.[0] ?? null;
}
