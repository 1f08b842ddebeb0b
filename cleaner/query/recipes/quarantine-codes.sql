-- Inputs that gave no document, by outcome and code
select outcome, stage, code, count(*) as inputs, sum(raw_bytes) as bytes, first(path order by path) as example,
       first(detail order by path) as detail
from quarantine
group by all
order by inputs desc, outcome, code
