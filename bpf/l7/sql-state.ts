/** The status of an answer with this SQLSTATE: sql_status() of sql.h. */
export const statusOf = (sqlState: string) => 2 + 36 * Number.parseInt(sqlState.charAt(0), 36) + Number.parseInt(sqlState.charAt(1), 36);

/** L7_NOT_RUN of stream.h. */
export const notRun = 0xfffe;
