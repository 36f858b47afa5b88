// Written from the code's catalogue of events, like asyncapi.json: not to be changed by hand.

/** Every event there is: its name, and the data it carries. */
export interface LiveEvents {
  /** An action was written down; put it into the list of its session. */
  action_created: ActionCreated;
  /** An action is gone. */
  action_deleted: ActionDeleted;
  /** An action has another text, status, date or other assignees; it is here as it is now. */
  action_updated: ActionUpdated;
  /** An agreement was written down; put it into the list of its session. */
  agreement_created: AgreementCreated;
  /** An agreement is gone. */
  agreement_deleted: AgreementDeleted;
  /** An agreement has another text; it is here as it is now. */
  agreement_updated: AgreementUpdated;
  /** Somebody who runs the organization, or the platform, has something to say. */
  announcement: Announcement;
  /** A session was arranged; load the lists of sessions again. */
  coaching_session_created: CoachingSessionCreated;
  /** A session is gone, with everything that was written down in it; load the lists of sessions again. */
  coaching_session_deleted: CoachingSessionDeleted;
  /** A goal is worked on in a session from now on. */
  coaching_session_goal_created: CoachingSessionGoalCreated;
  /** A goal is no longer worked on in a session. */
  coaching_session_goal_deleted: CoachingSessionGoalDeleted;
  /** A series was planned, rescheduled or deleted, and with it its sessions; load series and lists of sessions again. */
  coaching_session_series_changed: CoachingSessionSeriesChanged;
  /** A session has another title; load it and the lists that show it again. Also sent beside every event below: the web frontend knows only this one and loads all its lists of sessions on it, whichever session it names. */
  coaching_session_title_updated: CoachingSessionTitleUpdated;
  /** A session was moved, or its length, title or meeting address changed; load it and the lists again. */
  coaching_session_updated: CoachingSessionUpdated;
  /** The receiving browser's login session was ended by somebody else; the stream ends after it. */
  force_logout: ForceLogout;
  /** A goal was set, and linked to the session in which that was done. */
  goal_created: GoalCreated;
  /** A goal is gone, and with it its links to sessions. */
  goal_deleted: GoalDeleted;
  /** A goal has another title, text, status or date; it is here as it is now. */
  goal_updated: GoalUpdated;
  /** Somebody joined or left an organization, has another role in it or no account any more; load its members again. */
  membership_changed: MembershipChanged;
  /** A note of the session was written or changed; load the notes again. */
  notes_changed: NotesChanged;
  /** An organization was renamed, archived or made active again; load it and the lists of organizations again. */
  organization_changed: OrganizationChanged;
  /** The client was away for too long to get everything it missed: it loads its data again. Sent by the channel itself. */
  stream_reset: StreamReset;
  /** The topics of a session, or their order, have changed; load them again. */
  topics_changed: TopicsChanged;
}

/** An action was written down; put it into the list of its session. */
export type ActionCreated = {
  coaching_session_id: string;
  /** Something agreed to be done, with the people it is assigned to. */
  action: ActionDto;
};

/** An action is gone. */
export type ActionDeleted = {
  coaching_session_id: string;
  action_id: string;
};

/** Something agreed to be done, with the people it is assigned to. */
export type ActionDto = {
  id: string;
  coaching_session_id: string;
  /** The goal it serves; null when it serves none. */
  goal_id: string | null;
  /** Who wrote it down. */
  user_id: string;
  body: string | null;
  /** Null: no due date. */
  due_by: string | null;
  /** How far an action or a goal has come. */
  status: ItemStatus;
  /** When the status last took another value. */
  status_changed_at: string;
  created_at: string;
  updated_at: string;
  /** Coach, coachee, both or nobody. */
  assignee_ids: (string)[];
};

/** An action has another text, status, date or other assignees; it is here as it is now. */
export type ActionUpdated = {
  coaching_session_id: string;
  /** Something agreed to be done, with the people it is assigned to. */
  action: ActionDto;
};

/** An agreement was written down; put it into the list of its session. */
export type AgreementCreated = {
  coaching_session_id: string;
  agreement: AgreementDto;
};

/** An agreement is gone. */
export type AgreementDeleted = {
  coaching_session_id: string;
  agreement_id: string;
};

export type AgreementDto = {
  id: string;
  coaching_session_id: string;
  body?: string | null;
  /** Who wrote it down. */
  user_id: string;
  created_at: string;
  updated_at: string;
};

/** An agreement has another text; it is here as it is now. */
export type AgreementUpdated = {
  coaching_session_id: string;
  agreement: AgreementDto;
};

/** Somebody who runs the organization, or the platform, has something to say. */
export type Announcement = {
  /** Null when it is said to everybody. */
  organization_id?: string | null;
  message: string;
};

/** A session was arranged; load the lists of sessions again. */
export type CoachingSessionCreated = {
  coaching_relationship_id: string;
  coaching_session_id: string;
};

/** A session is gone, with everything that was written down in it; load the lists of sessions again. */
export type CoachingSessionDeleted = {
  coaching_relationship_id: string;
  coaching_session_id: string;
};

/** A goal is worked on in a session from now on. */
export type CoachingSessionGoalCreated = {
  coaching_relationship_id: string;
  coaching_session_id: string;
  goal_id: string;
};

/** A goal is no longer worked on in a session. */
export type CoachingSessionGoalDeleted = {
  coaching_relationship_id: string;
  coaching_session_id: string;
  goal_id: string;
};

/** A series was planned, rescheduled or deleted, and with it its sessions; load series and lists of sessions again. */
export type CoachingSessionSeriesChanged = {
  coaching_relationship_id: string;
  coaching_session_series_id: string;
};

/** A session has another title; load it and the lists that show it again. Also sent beside every event below: the web frontend knows only this one and loads all its lists of sessions on it, whichever session it names. */
export type CoachingSessionTitleUpdated = {
  coaching_session_id: string;
};

/** A session was moved, or its length, title or meeting address changed; load it and the lists again. */
export type CoachingSessionUpdated = {
  coaching_relationship_id: string;
  coaching_session_id: string;
};

/** The receiving browser's login session was ended by somebody else; the stream ends after it. */
export type ForceLogout = {
  /** A sentence for the person. */
  reason: string;
};

/** A goal was set, and linked to the session in which that was done. */
export type GoalCreated = {
  coaching_relationship_id: string;
  goal: GoalDto;
};

/** A goal is gone, and with it its links to sessions. */
export type GoalDeleted = {
  coaching_relationship_id: string;
  goal_id: string;
};

export type GoalDto = {
  id: string;
  coaching_relationship_id: string;
  /** Null when it was set outside a session, or that session is gone. */
  created_in_session_id?: string | null;
  /** Who set it. */
  user_id: string;
  /** Empty when there is none. */
  title: string;
  /** Empty when there is none. */
  body: string;
  /** How far an action or a goal has come. */
  status: ItemStatus;
  /** When the status last took another value. */
  status_changed_at: string;
  /** Null unless it is completed now. */
  completed_at?: string | null;
  target_date?: string | null;
  created_at: string;
  updated_at: string;
};

/** A goal has another title, text, status or date; it is here as it is now. */
export type GoalUpdated = {
  coaching_relationship_id: string;
  goal: GoalDto;
};

/** How far an action or a goal has come. */
export type ItemStatus = 'NotStarted' | 'InProgress' | 'Completed' | 'OnHold' | 'WontDo';

/** Somebody joined or left an organization, has another role in it or no account any more; load its members again. */
export type MembershipChanged = {
  organization_id: string;
  user_id: string;
};

/** A note of the session was written or changed; load the notes again. */
export type NotesChanged = {
  coaching_session_id: string;
};

/** An organization was renamed, archived or made active again; load it and the lists of organizations again. */
export type OrganizationChanged = {
  organization_id: string;
};

/** The client was away for too long to get everything it missed: it loads its data again. Sent by the channel itself. */
export type StreamReset = {
  reason: string;
};

/** The topics of a session, or their order, have changed; load them again. */
export type TopicsChanged = {
  coaching_session_id: string;
};
