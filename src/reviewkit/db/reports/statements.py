"""The statements of the reports. What they count is said by the functions of the same names."""

RECENT = 5_000
"""Newest reviews of a period that quotes are taken from; what is not named in them is looked for by its name."""
LATEST = 2_000
"""Mentions, the latest to be read, that are looked through for one name."""
CANDIDATES = 8
"""Quotes to choose from, of each thing and polarity."""
PLACED = " AND review.written_precision IN {precisions}"
LISTINGS = """
    SELECT listing.id, store.id AS store_id, store.name, listing.platform FROM listing JOIN store ON store.id = listing.store_id
    WHERE (:stores = '[]' OR store.id IN (SELECT value FROM json_each(:stores)))
      AND (:platform IS NULL OR listing.platform = :platform)
    ORDER BY store.id, listing.id
"""
WITHIN = "review.listing_id = :listing AND review.written_at >= :since AND review.written_at < :until"
TALLY = f"""
    SELECT total(status = 'visible'), total(status = 'suspended'), total(status = 'deleted'),
           count(CASE WHEN status = 'visible' THEN rating END), total(CASE WHEN status = 'visible' THEN rating END),
           total(CASE WHEN status = 'visible' THEN rating * rating END),
           total(status = 'visible' AND rating < 1.5), total(status = 'visible' AND rating >= 1.5 AND rating < 2.5),
           total(status = 'visible' AND rating >= 2.5 AND rating < 3.5),
           total(status = 'visible' AND rating >= 3.5 AND rating < 4.5), total(status = 'visible' AND rating >= 4.5)
    FROM review WHERE {WITHIN}
"""  # noqa: S608  our own words, as in all statements of this file
MOODS = f"""
    SELECT count(*), total(said.lang != ''), total(said.sentiment = 'positive'), total(said.sentiment = 'neutral'),
           total(said.sentiment = 'negative'), total(said.sentiment = 'mixed'), count(said.sentiment_score),
           total(said.sentiment_score), total(said.sentiment_score * said.sentiment_score)
    FROM review CROSS JOIN review_analysis AS said ON said.review_id = review.id
    WHERE {WITHIN} AND review.status = 'visible'
"""  # noqa: S608
DUE = f"""
    SELECT total(rating >= 4.5), total(rating >= 3.5 AND rating < 4.5), total(rating >= 2.5 AND rating < 3.5),
           total(rating >= 1.5 AND rating < 2.5), total(rating < 1.5), total(rating IS NULL)
    FROM review WHERE {WITHIN} AND status = 'visible'
"""  # noqa: S608
ANSWERED = f"""
    SELECT id, rating, written_precision, unixepoch(written_at), unixepoch(reply_written_at)
    FROM review WHERE {WITHIN} AND status = 'visible' AND reply_text IS NOT NULL
"""  # noqa: S608
OURS = f"""
    SELECT review.id, review.rating, review.written_precision, unixepoch(review.written_at), reply.state,
           unixepoch(reply.posted_at)
    FROM review CROSS JOIN reply ON reply.review_id = review.id
    WHERE {WITHIN} AND review.status = 'visible' AND (reply.posted_at IS NOT NULL OR reply.state IN {{states}})
"""  # noqa: S608
REACHED = "('posted', 'live', 'refused', 'removed', 'failed')"
NEGATIVE = f"""
    SELECT review.id, review.written_at FROM review CROSS JOIN review_analysis AS said ON said.review_id = review.id
    WHERE {WITHIN} AND review.status = 'visible' AND said.sentiment = 'negative'
"""  # noqa: S608
EDITS = """
    SELECT review.id, review.rating,
           (SELECT earlier.rating FROM review_revision AS earlier WHERE earlier.review_id = review.id
              AND earlier.replaced_at >= :since ORDER BY earlier.replaced_at, earlier.id LIMIT 1)
    FROM review_revision AS revision CROSS JOIN review ON review.id = revision.review_id
    WHERE revision.replaced_at >= :since AND revision.replaced_at < :until AND review.status = 'visible'
      AND review.listing_id IN (SELECT value FROM json_each(:listings)) GROUP BY review.id
"""
ALERTS = """
    SELECT kind, count(*), total(urgent), total(acked_at IS NULL) FROM alert
    WHERE created_at >= :since AND created_at < :until
      AND (store_id IS NULL OR store_id IN (SELECT value FROM json_each(:stores))) GROUP BY kind ORDER BY kind
"""
OF_ALL = """
    json_each(:listings) AS chosen CROSS JOIN review ON review.listing_id = chosen.value
      AND review.written_at >= :since AND review.written_at < :until AND review.status = 'visible'
"""
ASPECTS = f"""
    SELECT aspect, count(*), total(good AND NOT bad), total(bad AND NOT good), total(good AND bad),
           count(rating), total(rating), total(rating * rating), count(score), total(score), total(score * score),
           count(CASE WHEN bad THEN rating END), total(CASE WHEN bad THEN rating END),
           total(CASE WHEN bad THEN rating * rating END), count(CASE WHEN bad THEN score END),
           total(CASE WHEN bad THEN score END), total(CASE WHEN bad THEN score * score END)
    FROM (SELECT naming.aspect, review.rating, said.sentiment_score AS score,
                 max(naming.polarity = 'positive') AS good, max(naming.polarity = 'negative') AS bad
          FROM {OF_ALL} CROSS JOIN review_aspect AS naming ON naming.review_id = review.id
          LEFT JOIN review_analysis AS said ON said.review_id = review.id
          GROUP BY naming.aspect, review.id)
    GROUP BY aspect
"""  # noqa: S608
KEYWORDS = f"""
    SELECT review.id, naming.keyword, naming.polarity, review.written_precision IN ('second', 'day', 'week')
    FROM review CROSS JOIN review_keyword AS naming ON naming.review_id = review.id
    WHERE {WITHIN} AND review.status = 'visible'
"""  # noqa: S608
NAMED_SO = """
    AND (:polarity IS NULL OR naming.polarity = :polarity) AND (:aspect IS NULL OR EXISTS (
        SELECT 1 FROM review_aspect AS about WHERE about.review_id = review.id AND about.aspect = :aspect
           AND about.span_start < naming.span_end AND about.span_end > naming.span_start))
"""
RECENTLY = f"""
    WITH recent AS MATERIALIZED (
        SELECT review.id, review.written_at FROM {OF_ALL} ORDER BY review.written_at DESC, review.id DESC LIMIT {RECENT})
"""  # noqa: S608
ASPECT_QUOTES = f"""{RECENTLY}
    SELECT name, polarity, clause, review.id, review.listing_id, review.written_at, review.author, 0, length(clause) FROM (
        SELECT naming.aspect AS name, naming.polarity, naming.clause, naming.review_id, row_number() OVER (
                   PARTITION BY naming.aspect, naming.polarity ORDER BY recent.written_at DESC, naming.id) AS place
        FROM recent CROSS JOIN review_aspect AS naming ON naming.review_id = recent.id
        WHERE naming.aspect IN (SELECT value FROM json_each(:names))
    ) AS found JOIN review ON review.id = found.review_id WHERE place <= {CANDIDATES} ORDER BY place, found.review_id
"""  # noqa: S608
KEYWORD_QUOTES = f"""{RECENTLY}
    SELECT found.keyword, found.polarity, review.text, review.id, review.listing_id, review.written_at, review.author,
           naming.span_start, naming.span_end
    FROM (
        SELECT naming.keyword, naming.polarity, naming.id, naming.review_id, row_number() OVER (
                   PARTITION BY naming.keyword, naming.polarity ORDER BY recent.written_at DESC, naming.id) AS place
        FROM recent CROSS JOIN review_keyword AS naming ON naming.review_id = recent.id
        WHERE naming.keyword IN (SELECT value FROM json_each(:names))
    ) AS found JOIN review_keyword AS naming ON naming.id = found.id JOIN review ON review.id = found.review_id
    WHERE place <= {CANDIDATES} ORDER BY place, found.review_id
"""  # noqa: S608
OF_NAME = f"""
    SELECT naming.{{column}}, naming.polarity, {{text}}, review.id, review.listing_id, review.written_at, review.author,
           {{span}}
    FROM (SELECT * FROM {{table}} WHERE {{column}} = :name ORDER BY id DESC LIMIT {LATEST}) AS naming
    JOIN review ON review.id = naming.review_id
    WHERE review.listing_id IN (SELECT value FROM json_each(:listings)) AND review.written_at >= :since
      AND review.written_at < :until AND review.status = 'visible'
    ORDER BY review.written_at DESC, naming.id LIMIT {CANDIDATES}
"""  # noqa: S608
ASPECT_OF_NAME = OF_NAME.format(column="aspect", table="review_aspect", text="clause", span="0, length(clause)")
KEYWORD_OF_NAME = OF_NAME.format(
    column="keyword", table="review_keyword", text="review.text", span="naming.span_start, naming.span_end"
)
