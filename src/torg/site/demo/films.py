"""A film whose words wait to be read: its title and its description stand with the post."""

from datetime import timedelta

from torg.planning.actions import PostContent, submit, write_post
from torg.planning.models import Received
from torg.planning.queries import benefits_asked
from torg.site.demo.stage import Stage


def lay_film(stage: Stage) -> None:
    """Where the script has a channel that shows films."""
    if "film" in stage.channels:
        stage.plan(stage.end - timedelta(hours=5), lambda: _leave(stage))


def _leave(stage: Stage) -> None:
    channel, by, said = stage.channels["film"], stage.people["writer"], stage.script.own["film"]
    asked = benefits_asked(stage.municipality, [channel], stage.now)
    post = write_post(
        department=channel.department,
        content=PostContent(
            title=said["title"],
            text=said["text"],
            channels=[channel],
            planned_wall=f"{stage.office.local(stage.at(4, '12:00')):%Y-%m-%d}T10:00",
            answerer=by,
            is_film=True,
            film_title=said["film_title"],
            film_description=said["film_description"],
            received=Received.NOTHING if any(one.declared for one in asked.values()) else "",
        ),
        by=by,
        now=stage.now,
    )
    submit(post=post, by=by, now=stage.now)
