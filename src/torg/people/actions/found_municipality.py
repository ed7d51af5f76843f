from datetime import datetime

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from torg.kernel.refusals import Refusal
from torg.kernel.scope import scope
from torg.people.actions.add_user import NewUser
from torg.people.actions.make_password import make_password
from torg.people.actions.record import record
from torg.people.models import Municipality, RoleGrant, User


def found_municipality(
    *, slug: str, name: str, email: str, given_name: str, family_name: str, by: None, now: datetime
) -> NewUser:
    """A municipality and its first administrator, who lets everybody else in. Raises Refusal.

    by: nobody of the desk; whoever holds the machine does it. slug: the name of the folder
    with its rules, too. The start password only opens the page where a new one is chosen.
    """
    municipality = Municipality(slug=slug, name=name.strip())
    secret = make_password()
    person = User(
        email=User.objects.normalize_email(email.strip()).lower(),
        municipality=municipality,
        given_name=given_name.strip(),
        family_name=family_name.strip(),
        password_is_temporary=True,
    )
    person.set_password(secret)
    if Municipality.objects.filter(slug=slug).exists():
        raise Refusal(_("Det finns redan en kommun med det korta namnet."), field="slug")
    if User.objects.filter(email=person.email).exists():
        raise Refusal(_("Det finns redan en person med den e-postadressen."), field="email")
    try:
        municipality.full_clean(validate_unique=False)
        person.full_clean(exclude=["municipality"], validate_unique=False)
        with transaction.atomic(), scope(municipality.pk):
            municipality.save(force_insert=True)
            person.save(force_insert=True)
            RoleGrant.objects.create(municipality=municipality, user=person, role="administrator")
            _tell(person, by, now)
    except ValidationError as error:
        raise Refusal(" ".join(error.messages)) from error
    except IntegrityError as error:
        raise Refusal(_("Någon annan hann före med kommunen eller adressen.")) from error
    return NewUser(person, secret)


def _tell(person: User, by: None, now: datetime) -> None:
    record(
        verb="people.found_municipality",
        summary=_("Kommunen lades upp med sin första systemadministratör."),
        about=person,
        by=by,
        now=now,
        facts={"user": str(person.pk), "role": "administrator"},
        content={"name": person.full_name, "email": person.email},
    )
