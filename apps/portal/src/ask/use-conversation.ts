import { useSyncExternalStore } from 'react';
import { askStream } from '../api/client.generated.ts';
import { ConversationStore, type Exchange } from './conversation-store.ts';

const conversations = new Map<string, ConversationStore>();

export function useConversation(collectionId: string): {
  readonly conversation: ConversationStore;
  readonly exchanges: readonly Exchange[];
} {
  const conversation = conversationOf(collectionId);
  return { conversation, exchanges: useSyncExternalStore(conversation.subscribe, conversation.snapshot) };
}

function conversationOf(collectionId: string): ConversationStore {
  const known = conversations.get(collectionId);
  if (known !== undefined) return known;
  const conversation = new ConversationStore((body, signal) => askStream({ collectionId }, body, { signal }));
  conversations.set(collectionId, conversation);
  return conversation;
}
