-- Rules of sources that fired on no page, or off their expectation; rules of other files left out
select source, rule, state, fired, pages, expected, round(share, 4) as seen
from rules
where state = 'off expectation' or (state = 'never fired' and starts_with(rule, source || '/'))
order by state desc, pages desc, source, rule
