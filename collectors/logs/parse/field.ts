export type Scalar = string | number | boolean;
/** What a line says by name. What is nested has a name with points: `http.status`. */
export type Fields = ReadonlyMap<string, Scalar>;
