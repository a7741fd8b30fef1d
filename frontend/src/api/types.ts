/** The shapes of the API, from its own description (`npm run generate`). */
import type { components } from './schema';

type Schemas = components['schemas'];

export type Mark = { type: 'strong' | 'em' | 'link'; attrs?: { href?: string } };

/** A node of a rich text: a ProseMirror tree under the API's schema. OpenAPI only says that it is an object. */
export type RichNode = {
  type: string;
  attrs?: Record<string, string | number | null>;
  content?: RichNode[];
  text?: string;
  marks?: Mark[];
};

/** What the API answers: every field is there, and a bare object is a rich text. */
export type Answer<T> = T extends readonly (infer Item)[]
  ? Answer<Item>[]
  : T extends object
    ? string extends keyof T
      ? RichNode
      : { [Key in keyof T]-?: Answer<T[Key]> }
    : T;
type Answered<Name extends keyof Schemas> = Answer<Schemas[Name]>;

export type Snapshot = Answered<'Snapshot'>;
export type MemberView = Answered<'MemberView'>;
export type Seat = Answered<'MandateOut'>;
export type ItemView = Answered<'ItemView'>;
export type AttachmentView = Answered<'AttachmentView'>;
export type DocumentView = Answered<'DocumentView'>;
export type ProposalView = Answered<'ProposalView'>;
export type ItemType = ItemView['type'];
export type PublicationKind = Schemas['PublicationStamp']['kind'];

export type PublishedBody = Answered<'PublishedBody'>;
export type MeetingSummary = Answered<'PublishedSummary'>;
export type MeetingPage = Answered<'Page_PublishedSummary_'>;
export type PublicationRow = Answered<'PublicationOut'>;

export type User = Answered<'User'>;
export type Body = Answered<'BodyOut'>;
export type ImportSummary = Answered<'ImportSummary'>;
export type Import = Answered<'ImportOut'>;
export type SourceLine = Answered<'SourceLine'>;
export type Draft = Answered<'Draft'>;
export type DraftItem = Answered<'DraftItem'>;
export type DraftMeeting = Answered<'DraftMeeting'>;
export type DraftFinding = Answered<'Finding'>;
export type WorkMeetingSummary = Answered<'MeetingSummary'>;
export type WorkMeeting = Answered<'MeetingOut'>;
export type WorkItem = Answered<'AgendaItemOut'>;
export type ItemPatch = Schemas['AgendaItemPatch'];
export type Readiness = Answered<'ReadinessOut'>;
export type ReadinessFinding = Answered<'FindingOut'>;
export type PublishOrder = Schemas['PublishOrder'];
export type Publications = Answered<'MeetingPublications'>;
export type Scheduled = Answered<'ScheduledPublicationOut'>;

export const itemTypes: readonly ItemType[] = [
  'opening',
  'approval',
  'information',
  'discussion',
  'decision',
  'recommendation',
  'status',
  'election',
  'evaluation',
  'any_other_business',
];
