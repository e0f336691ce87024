-- Asks as a browser does that has the last answer.
function response(_, headers)
	wrk.headers["If-None-Match"] = headers["Etag"] or headers["etag"]
end
