"""What two public clients of Open311 GeoReport v2 ask a running service: `georeport` (2025) as it is, and `three` (2013, the
client of the specification's own community), whose one call for Python 2 is given under its old name.

open311.py ADDRESS ends with 1 at the first answer that a client cannot use.
"""
import itertools
import sys

itertools.ifilter = filter

from georeport import GeoReport
from three import Three

address = sys.argv[1].rstrip("/") + "/open311/v2"
seen = []


def check(what, is_so):
    assert is_so, what
    seen.append(what)


for form in ("json", "xml"):
    client = GeoReport(address, output_format=form)
    services = client.get_service_list()
    codes = {service["service_code"] for service in services}
    check(f"georeport {form}: services", {"inquiry", "complaint", "help_request"} <= codes)
    check(f"georeport {form}: each service has what the specification wants",
          all(service[key] for service in services for key in ("service_name", "description", "metadata", "type")))
    for code in sorted(codes):
        definition = client.get_service_definition(code)
        attributes = definition["attributes"]
        attributes = attributes["attribute"] if form == "xml" else attributes
        check(f"georeport {form}: definition of {code}", definition["service_code"] == code and "rules_read" in {one["code"] for one in attributes})
    listed = client.get_service_requests(start_date="2026-10-01T00:00:00Z", end_date="2026-12-01T00:00:00Z")
    check(f"georeport {form}: requests", len(listed) == 40 and {one["status"] for one in listed} == {"closed"})
    number = listed[0]["service_request_id"]
    check(f"georeport {form}: one request", client.get_service_request(number)["service_request_id"] == number)
    two = ",".join(one["service_request_id"] for one in listed[:2])
    check(f"georeport {form}: two requests by number", len(client.get_service_requests(service_request_id=two)) == 2)
    check(f"georeport {form}: and with a blank after the comma", len(client.get_service_requests(service_request_id=two.replace(",", ", "))) == 2)
    check(f"georeport {form}: days with an offset", len(client.get_service_requests(status="Closed",
          start_date="2026-10-01T00:00:00+08:00", end_date="2026-12-01T00:00:00+08:00")) == 40)
    check(f"georeport {form}: requests of a service", len(client.get_service_requests(service_code="help_request", status="closed",
          start_date="2026-10-01T00:00:00Z", end_date="2026-12-01T00:00:00Z")) == 40)

client = Three(address)
check("three: services", len(client.services()) == len(codes))
check("three: definition", client.services("inquiry")["service_code"] == "inquiry")
check("three: requests between days", len(client.requests(between=["11-01-2026", "11-30-2026"])) == 40)
check("three: requests of a service", len(client.requests("help_request", start="11-01-2026", end="11-30-2026")) == 40)
check("three: one request", client.request(number)[0]["service_request_id"] == number)
sent = client.post("help_request", address="水口村三组12号", name="翀 尉迟", phone="14012345678", lat="25.01", long="102.7",
                   description="村口的路灯坏了半个月，请派人看看。", **{"attribute[rules_read]": "yes"})
check("three: a letter is taken in", len(sent) == 1 and sent[0]["service_request_id"] and sent[0]["query_code"])
check("three: it is public to nobody", client.requests(service_request_id=sent[0]["service_request_id"]) == [])
refused = client.post("help_request", description="没有勾选规则的信。")
check("three: a refusal can be read", refused[0]["code"] and refused[0]["description"])
check("three: and has the status of one", client.post_response.status_code in (400, 422))
print("\n".join(seen))
print(f"{len(seen)} answers are as the clients expect them")
