from datetime import datetime

from django.db import IntegrityError, transaction
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from torg.kernel.refusals import Denied, Refusal
from torg.people.actions.record import record
from torg.people.models import DefaultFilter, Department, Place, SavedFilter, User
from torg.people.permissions import Permission, check_can

MOST = 20


def save_filter(
    *,
    place: Place,
    name: str,
    query: str,
    department: Department | None = None,
    is_default: bool = False,
    by: User,
    now: datetime,
) -> SavedFilter:
    """Keep a list's filters under a name; the same name again replaces them.

    department: whose people see it too. Raises Denied, Refusal.
    """
    _check(name, department, by)
    own = SavedFilter.objects.filter(owner=by, place=place)
    if own.exclude(name=name.strip()).count() >= MOST:
        raise Refusal(
            _("Du har redan %(most)d sparade filter här.") % {"most": MOST},
            remedy=_("Ta bort något som du inte använder."),
            field="name",
        )
    with transaction.atomic():
        _take_from(own.select_related("department").filter(name=name.strip()), department, by, now)
        saved, _created = SavedFilter.objects.update_or_create(
            owner=by,
            place=place,
            name=name.strip(),
            defaults={"query": query, "department": department},
            create_defaults={
                "municipality_id": by.municipality_id,
                "query": query,
                "department": department,
                "created_at": now,
            },
        )
        _settle(saved, is_default=is_default, by=by, now=now)
    return saved


def edit_filter(
    *,
    saved: SavedFilter,
    name: str,
    department: Department | None,
    is_default: bool,
    by: User,
    now: datetime,
) -> SavedFilter:
    """Another name, other readers. Only the owner's own. Raises Denied, Refusal."""
    _check_owner(saved, by)
    _check(name, department, by)
    stored = SavedFilter.objects.select_related("department").filter(pk=saved.pk)
    saved.name, saved.department = name.strip(), department
    try:
        with transaction.atomic():
            _take_from(stored, department, by, now)
            saved.save(update_fields=["name", "department"])
            _settle(saved, is_default=is_default, by=by, now=now)
    except IntegrityError as error:
        raise Refusal(_("Du har redan ett filter med det namnet."), field="name") from error
    return saved


def choose_default(*, saved: SavedFilter, is_default: bool, by: User, now: datetime) -> None:  # noqa: ARG001
    """Let the person's list open with it, or no longer. The caller has seen that it is theirs."""
    _default(saved, is_default=is_default, by=by)


def delete_filter(*, saved: SavedFilter, by: User, now: datetime) -> None:
    """Take it away, for everybody it was shared with. Raises Denied."""
    _check_owner(saved, by)
    with transaction.atomic():
        if saved.department is not None:
            _tell(saved.department, saved, "people.unshare_filter", by, now)
        saved.delete()


def _take_from(
    stored: QuerySet[SavedFilter], keeps: Department | None, by: User, now: datetime
) -> None:
    """Tell the unit that had it and has it no longer."""
    for one in stored:
        if one.department is not None and one.department != keeps:
            _tell(one.department, one, "people.unshare_filter", by, now)


def _settle(saved: SavedFilter, *, is_default: bool, by: User, now: datetime) -> None:
    if saved.department is not None:
        _tell(saved.department, saved, "people.share_filter", by, now)
    _default(saved, is_default=is_default, by=by)


def _default(saved: SavedFilter, *, is_default: bool, by: User) -> None:
    if is_default:
        DefaultFilter.objects.update_or_create(
            user=by,
            place=saved.place,
            defaults={"saved": saved},
            create_defaults={"saved": saved, "municipality_id": by.municipality_id},
        )
    else:
        DefaultFilter.objects.filter(user=by, saved=saved).delete()


def _check(name: str, department: Department | None, by: User) -> None:
    if not name.strip():
        raise Refusal(_("Ge filtret ett namn."), field="name")
    if department is not None:
        check_can(by, Permission.SHARE_FILTERS, department=department)


def _check_owner(saved: SavedFilter, by: User) -> None:
    if saved.owner_id != by.pk:
        raise Denied(
            _("Filtret är någon annans."), remedy=_("Spara ett eget under ett annat namn.")
        )


def _tell(unit: Department, saved: SavedFilter, verb: str, by: User, now: datetime) -> None:
    shared = verb == "people.share_filter"
    record(
        verb=verb,
        summary=_("Delade ett filter med enheten.")
        if shared
        else _("Tog bort ett filter som enheten delade."),
        about=unit,
        by=by,
        now=now,
        facts={"place": saved.place, "query": saved.query},
        content={"name": saved.name},
    )
