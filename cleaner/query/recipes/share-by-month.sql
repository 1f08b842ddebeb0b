-- How the share that is removed varies with the month of publication, sources that vary most first
with months as (
    select source, substr(published, 1, 7) as month, count(*) as documents,
           round(sum(removed_chars) / nullif(sum(removed_chars) + sum(chars), 0), 4) as removed_share
    from documents
    where outcome = 'document' and length(published) >= 7
    group by all
)
select source, month, documents, removed_share,
       round(max(removed_share) over (partition by source) - min(removed_share) over (partition by source), 4) as spread
from months
order by spread desc, source, month
