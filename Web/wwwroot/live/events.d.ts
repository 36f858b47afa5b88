export interface LiveEvents { force_logout: { reason: string }; stream_reset: { reason: string }; action_updated: {coaching_session_id: string} }
