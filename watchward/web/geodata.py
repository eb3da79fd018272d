"""The map as a file for other programs."""

from django.http import HttpResponse, JsonResponse
from django.views.decorators.http import require_safe

from watchward.measure.queries.mapping import map_file as map_of
from watchward.records.ledger import record_view
from watchward.web.access import SeatedRequest, seated

GEOJSON = "application/geo+json"


@require_safe
@seated
def map_file(request: SeatedRequest) -> HttpResponse:
    """Zones and premises with counts where the small-number rule allows them, as GeoJSON (RFC 7946)."""
    found = map_of(request.actor, request.GET.get("period", ""), group=request.GET.get("kind", ""))
    scope = found.scope
    detail = {
        "table": "map",
        "form": "geojson",
        "count": len(found.collection["features"]),
        "period": scope.period.slug,
        "kind": scope.group,
    }
    record_view("figures.exported", actor=request.actor, ref="figures", detail=detail)
    answer = JsonResponse(found.collection, content_type=GEOJSON, json_dumps_params={"ensure_ascii": False})
    answer["Content-Disposition"] = 'attachment; filename="map.geojson"'
    return answer
