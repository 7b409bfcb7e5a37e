"""moto's server as a process of its own: prints its port, serves until its stdin ends.

moto lacks a few operations that a deployment makes; they are added here as AWS documents them.
"""

from __future__ import annotations

import json
import sys
import threading
from typing import Any

from moto.athena.responses import AthenaResponse
from moto.glue.models import FakeWorkflow
from moto.glue.responses import GlueResponse
from moto.glue.utils import Action, Predicate
from moto.moto_server.werkzeug_app import DomainDispatcherApplication, create_backend_app
from werkzeug.serving import WSGIRequestHandler, make_server

JOB = {
    "Role": "role",
    "Command": "command",
    "DefaultArguments": "default_arguments",
    "GlueVersion": "glue_version",
    "WorkerType": "worker_type",
    "NumberOfWorkers": "number_of_workers",
    "Timeout": "timeout",
    "MaxRetries": "max_retries",
    "ExecutionProperty": "execution_property",
    "Description": "description",
    "Connections": "connections",
}


def update_job(self: GlueResponse) -> str:
    """UpdateJob replaces the definition whole."""
    job = self.glue_backend.get_job(self.parameters["JobName"])
    for member, attribute in JOB.items():
        setattr(job, attribute, self.parameters["JobUpdate"].get(member))
    return json.dumps({"JobName": job.name})


def update_trigger(self: GlueResponse) -> str:
    """UpdateTrigger replaces what is given."""
    trigger, update = self.glue_backend.get_trigger(self.parameters["Name"]), self.parameters["TriggerUpdate"]
    if "Actions" in update:
        trigger.actions = [Action(action) for action in update["Actions"]]
    if "Predicate" in update:
        trigger.predicate = Predicate(update["Predicate"])
    trigger.schedule = update.get("Schedule", trigger.schedule)
    trigger.description = update.get("Description", trigger.description)
    return json.dumps({"Trigger": trigger.as_dict()})


def create_workflow(self: GlueResponse, original: Any = GlueResponse.create_workflow) -> Any:
    """The tags of a workflow are found by GetTags too."""
    answer = original(self)
    backend, name = self.glue_backend, self.parameters["Name"]
    arn = f"arn:aws:glue:{self.region}:{self.current_account}:workflow/{name}"
    backend.tag_resource(arn, self.parameters.get("Tags"))
    return answer


def update_workflow(self: GlueResponse) -> str:
    """Empty run properties replace what was there."""
    workflow: FakeWorkflow = self.glue_backend.workflows[self.parameters["Name"]]
    workflow.description = self.parameters.get("Description")
    workflow.default_run_properties = self.parameters.get("DefaultRunProperties")
    return json.dumps({"Name": workflow.name})


def _query(query: Any) -> dict[str, Any]:
    return {
        "Name": query.name,
        "Description": query.description,
        "Database": query.database,
        "QueryString": query.query_string,
        "NamedQueryId": query.id,
        "WorkGroup": query.workgroup.name,
    }


def batch_get_named_query(self: AthenaResponse) -> str:
    """BatchGetNamedQuery."""
    known = self.athena_backend.named_queries
    wanted = self._get_param("NamedQueryIds")
    return json.dumps({"NamedQueries": [_query(known[name]) for name in wanted if name in known]})


def update_named_query(self: AthenaResponse) -> str:
    """UpdateNamedQuery."""
    query = self.athena_backend.named_queries[self._get_param("NamedQueryId")]
    query.name, query.query_string = self._get_param("Name"), self._get_param("QueryString")
    query.description = self._get_param("Description")
    return "{}"


def delete_named_query(self: AthenaResponse) -> str:
    """DeleteNamedQuery."""
    del self.athena_backend.named_queries[self._get_param("NamedQueryId")]
    return "{}"


def update_work_group(self: AthenaResponse) -> str:
    """UpdateWorkGroup changes what is mentioned."""
    group = self.athena_backend.work_groups[self._get_param("WorkGroup")]
    updates = dict(self._get_param("ConfigurationUpdates") or {})
    results = updates.pop("ResultConfigurationUpdates", {})
    group.configuration.setdefault("ResultConfiguration", {}).update(results)
    group.configuration.update(updates)
    group.state = self._get_param("State") or group.state
    return "{}"


def athena_tag_resource(self: AthenaResponse) -> str:
    """TagResource."""
    self.athena_backend.tagger.tag_resource(self._get_param("ResourceARN"), self._get_param("Tags"))
    return "{}"


def athena_untag_resource(self: AthenaResponse) -> str:
    """UntagResource."""
    backend = self.athena_backend
    backend.tagger.untag_resource_using_names(self._get_param("ResourceARN"), self._get_param("TagKeys"))
    return "{}"


def list_tags_for_resource(self: AthenaResponse) -> str:
    """A workgroup without tags is there all the same."""
    tags = self.athena_backend.tagger.list_tags_for_resource(self._get_param("ResourceARN"))
    return json.dumps(tags)


def main() -> None:
    """Serve until stdin ends."""
    glue: Any = (update_job, update_trigger, create_workflow, update_workflow)
    for operation in glue:
        setattr(GlueResponse, operation.__name__, operation)
    athena: Any = (batch_get_named_query, update_named_query, delete_named_query, update_work_group)
    for operation in (*athena, list_tags_for_resource):
        setattr(AthenaResponse, operation.__name__, operation)
    AthenaResponse.tag_resource = athena_tag_resource  # type: ignore[attr-defined]
    AthenaResponse.untag_resource = athena_untag_resource  # type: ignore[attr-defined]
    WSGIRequestHandler.protocol_version = "HTTP/1.1"  # connections are kept
    WSGIRequestHandler.log_request = lambda *arguments, **more: None  # type: ignore[method-assign]
    app = DomainDispatcherApplication(create_backend_app)
    server = make_server("127.0.0.1", 0, app, threaded=True)
    print(server.server_port, flush=True)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    sys.stdin.read()


if __name__ == "__main__":
    main()
