-- Ways on which texts came to their pages, origin first
with ways as (
    select document, string_agg(concat_ws(' ', relation || ':', coalesce(nullif(concat_ws('/', publisher, account), ''), '?')),
                                ' → ' order by hop) as way, count(*) as hops
    from chain
    group by document
)
select way, hops, count(*) as documents, list(distinct source order by source) as sources, 
       first(title order by document) filter (title is not null) as example
from ways join documents using (document)
group by way, hops
order by documents desc, hops desc, way
