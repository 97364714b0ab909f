"""Microsoft's clients for Python, as they ship, against what was deployed. The place of everything comes in as JSON;
each call goes out as a line of JSON on descriptor 3, with its result, which never holds a key or a token."""

import json
import os
import sys
import tempfile
import time
import warnings

warnings.filterwarnings("ignore")

from azure.ai.ml import MLClient
from azure.identity import ClientSecretCredential
from azure.keyvault.secrets import SecretClient
from azure.mgmt.authorization import AuthorizationManagementClient
from azure.mgmt.containerinstance import ContainerInstanceManagementClient
from azure.mgmt.keyvault import KeyVaultManagementClient
from azure.mgmt.msi import ManagedServiceIdentityClient

results = os.fdopen(3, "w")
place = json.load(sys.stdin)
subscription, arm = place["subscriptionId"], place["resourceManager"]
credential = ClientSecretCredential(
    place["tenantId"],
    place["clientId"],
    place["clientSecret"],
    authority=arm,
    disable_instance_discovery=True,
)
audience = {"base_url": arm, "credential_scopes": ["https://management.azure.com/.default"]}


def call(client, name, run):
    """Makes one call and says what came of it; answers what it gave, or None when it failed."""
    started = time.monotonic()
    value, line = None, {"client": client, "call": name}
    try:
        value, line["result"] = run()
    except Exception as error:  # pylint: disable=broad-except
        line["error"] = f"{type(error).__name__}: {error}".splitlines()[0]
    line["seconds"] = round(time.monotonic() - started, 2)
    print(json.dumps(line), file=results, flush=True)
    return value


def names(things):
    found = sorted({thing.name for thing in things})
    return found, ", ".join(found)


def expect(condition, what):
    if not condition:
        raise AssertionError(what)


def request_file():
    with tempfile.NamedTemporaryFile("w", suffix=".json", delete=False) as file:
        json.dump({"data": [[1]]}, file)
    return file.name


def machine_learning():
    client = "azure-ai-ml"
    ml = call(
        client,
        "MLClient, its cloud from /metadata/endpoints",
        lambda: (MLClient(credential, subscription, "models", "studio"), os.environ["AZUREML_CURRENT_CLOUD"]),
    )
    if ml is None:
        return

    def ask(name, run):
        return call(client, name, run)

    ask("workspaces.get", lambda: (None, ml.workspaces.get("studio").location))
    ask("workspaces.list", lambda: names(ml.workspaces.list()))
    ask("compute.list", lambda: names(ml.compute.list()))
    ask("compute.get", lambda: (None, ml.compute.get("cluster").type))
    models = ask("models.list", lambda: names(ml.models.list())) or []
    for name in models[:1]:
        versions = ask("models.list(name)", lambda: of_versions(ml.models.list(name=name)))
        ask("models.get", lambda: (None, ml.models.get(name, version=versions[0]).type))
    environments = ask("environments.list", lambda: names(ml.environments.list())) or []
    for name in environments[:1]:
        versions = ask("environments.list(name)", lambda: of_versions(ml.environments.list(name=name)))
        ask("environments.get", lambda: (None, ml.environments.get(name, version=versions[0]).image))

    endpoints, deployments, body = ml.online_endpoints, ml.online_deployments, request_file()
    ask("online_endpoints.list", lambda: names(endpoints.list()))
    for name in ["by-key", "by-token", "by-entra"]:
        ask(f"online_endpoints.get({name})", lambda: described(endpoints.get(name)))
        ask(f"online_deployments.list({name})", lambda: names(deployments.list(name)))
        ask(f"online_deployments.get({name}, blue)", lambda: (None, deployments.get("blue", name).provisioning_state))
        ask(f"online_endpoints.get_keys({name})", lambda: (None, type(endpoints.get_keys(name)).__name__))
        ask(f"online_endpoints.invoke({name})", lambda: answered(endpoints.invoke(name, request_file=body), "blue"))
    ask("online_endpoints.invoke(own-image)", lambda: said(endpoints.invoke("own-image", request_file=body)))
    ask("online_endpoints.get_keys(by-token), its times", lambda: token_times(endpoints.get_keys("by-token")))
    for slot in ["secondary", "primary"]:
        ask(f"online_endpoints.begin_regenerate_keys({slot})", lambda: regenerated(endpoints, slot))
    ask("online_endpoints.invoke(by-key), afterwards", lambda: answered(endpoints.invoke("by-key", request_file=body)))
    ask("online_endpoints.begin_create_or_update(traffic)", lambda: moved(endpoints, {"blue": 0, "green": 100}))
    ask("online_endpoints.invoke(by-key), moved", lambda: answered(endpoints.invoke("by-key", request_file=body), "green"))
    # The last one: azure-ai-ml keeps the name of the deployment for all later requests (EndpointInvokeFields).
    ask(
        "online_endpoints.invoke(by-key, blue)",
        lambda: answered(endpoints.invoke("by-key", request_file=body, deployment_name="blue"), "blue"),
    )
    ask("online_deployments.begin_create_or_update(by-entra)", lambda: scaled(deployments, "blue", "by-entra"))
    ask("online_deployments.begin_create_or_update(by-key)", lambda: scaled(deployments, "green", "by-key"))
    ask("online_deployments.get_logs", lambda: logs(deployments.get_logs("green", "by-key", 100)))
    ask(
        "online_deployments.get_logs(storage-initializer)",
        lambda: lines(deployments.get_logs("green", "by-key", 100, container_type="storage-initializer")),
    )
    ask("online_deployments.begin_delete", lambda: (deployments.begin_delete("blue", "by-key").wait(), "gone"))
    ask("online_deployments.list(by-key), afterwards", lambda: names(deployments.list("by-key")))
    os.unlink(body)


def of_versions(things):
    found = [thing.version for thing in things]
    expect(found, "no version is listed")
    return found, f"{len(found)} versions"


def described(endpoint):
    expect(endpoint.scoring_uri, "it has no address")
    expect("blue" in endpoint.traffic, "its traffic does not name blue")
    return endpoint, f"{endpoint.auth_mode}, {endpoint.provisioning_state}, {dict(endpoint.traffic)}"


def answered(text, deployment=None):
    by = json.loads(text)["deployment"]
    expect(deployment in (None, by), f"{by} has answered")
    return by, f"answered by {by}"


def said(text):
    expect(text == "POST /v1/models/half-plus-two/predict", text)
    return None, text


def token_times(token):
    now = time.time()
    hours = [(moment - now) / 3600 for moment in (token.expiry_time_utc, token.refresh_after_time_utc)]
    expect([round(each) for each in hours] == [24, 12], f"it lives {hours} hours")
    return None, "24 h, to be renewed after 12 h"


def regenerated(endpoints, slot):
    other = "primary_key" if slot == "secondary" else "secondary_key"
    before = endpoints.get_keys("by-key")
    endpoints.begin_regenerate_keys("by-key", key_type=slot).wait()
    after = endpoints.get_keys("by-key")
    expect(getattr(before, other) == getattr(after, other), "the other key has changed")
    changed = getattr(before, f"{slot}_key") != getattr(after, f"{slot}_key")
    return None, "a new key" if changed else "the key that was sent"


def moved(endpoints, traffic):
    endpoint = endpoints.get("by-key")
    endpoint.traffic = traffic
    endpoints.begin_create_or_update(endpoint).result()
    now = endpoints.get("by-key").traffic
    expect(now == traffic, f"it is {now}")
    return None, str(dict(now))


def scaled(deployments, name, endpoint):
    deployment = deployments.get(name, endpoint)
    deployment.instance_count = 2
    deployments.begin_create_or_update(deployment).result()
    count = deployments.get(name, endpoint).instance_count
    expect(count == 2, f"there are {count} instances")
    return None, "2 instances"


def logs(text):
    expect("the model is in" in text, "the script's output is not in it")
    return lines(text)


def lines(text):
    expect(text.strip(), "it is empty")
    return text, f"{len(text.splitlines())} lines"


def container_instances():
    client, group = "azure-mgmt-containerinstance", place["containerGroup"]
    aci = ContainerInstanceManagementClient(credential, subscription, **audience)

    def ask(name, run):
        return call(client, name, run)

    groups = aci.container_groups
    ask("container_groups.list", lambda: names(groups.list()))
    ask("container_groups.list_by_resource_group", lambda: names(groups.list_by_resource_group("containers")))
    found = ask("container_groups.get", lambda: state_of(groups.get("containers", group), "Running"))
    for container in found.containers if found else []:
        ask(
            f"containers.list_logs({container.name})",
            lambda: (None, f"{len(aci.containers.list_logs('containers', group, container.name).content)} characters"),
        )
    ask(
        "containers.list_logs(timestamps, tail)",
        lambda: stamped(aci.containers.list_logs("containers", group, place["gateway"], tail=5, timestamps=True).content),
    )
    ask("container_groups.begin_restart", lambda: (groups.begin_restart("containers", group).wait(), "restarted"))
    ask("container_groups.stop", lambda: (groups.stop("containers", group), "stopped"))
    ask("container_groups.get, stopped", lambda: state_of(groups.get("containers", group), "Stopped"))
    ask("container_groups.begin_start", lambda: (groups.begin_start("containers", group).wait(), "started"))
    ask("container_groups.get, started", lambda: state_of(groups.get("containers", group), "Running"))


def state_of(group, state):
    now = group.instance_view.state
    expect(now == state, f"it is {now}")
    return group, f"{now}, {len(group.containers)} containers"


def stamped(text):
    expect(all(line[:2] == "20" for line in text.splitlines()), "a line has no time")
    return lines(text)


def vault_management():
    client, vault, service = "azure-mgmt-keyvault", place["vault"], place["service"]
    keys = KeyVaultManagementClient(credential, subscription, **audience)

    def ask(name, run):
        return call(client, name, run)

    ask("vaults.list_by_subscription", lambda: names(keys.vaults.list_by_subscription()))
    ask("vaults.list_by_resource_group", lambda: names(keys.vaults.list_by_resource_group("shared")))
    ask("vaults.get", lambda: (None, keys.vaults.get("shared", vault).properties.vault_uri))
    ask("vaults.list_deleted", lambda: names(keys.vaults.list_deleted()))
    ask("secrets.list", lambda: names(keys.secrets.list("shared", vault)))
    ask("secrets.get", lambda: no_value(keys.secrets.get("shared", vault, f"{service}-active")))
    ask(
        "secrets.create_or_update",
        lambda: no_value(keys.secrets.create_or_update("shared", vault, "by-arm", {"properties": {"value": "x"}})),
    )


def no_value(secret):
    expect(secret.properties.value is None, "it has its value in it")
    return secret, "without its value"


def vault_secrets():
    client, name = "azure-keyvault-secrets", f"{place['service']}-primary"
    # 127.0.0.1 is not below vault.azure.net.
    vault = SecretClient(place["vaultUri"], credential, verify_challenge_resource=False)

    def ask(what, run):
        return call(client, what, run)

    ask("list_properties_of_secrets", lambda: names(vault.list_properties_of_secrets()))
    ask("get_secret", lambda: length(vault.get_secret(name)))
    ask("list_properties_of_secret_versions", lambda: of_versions(vault.list_properties_of_secret_versions(name)))
    first = ask("set_secret", lambda: length(vault.set_secret("own", "one", content_type="text/plain")))
    ask("set_secret, again", lambda: length(vault.set_secret("own", "two")))
    ask("get_secret, by version", lambda: length(vault.get_secret("own", first.properties.version)))
    ask("list_properties_of_secret_versions, two", lambda: two(vault.list_properties_of_secret_versions("own")))
    ask(
        "update_secret_properties",
        lambda: (None, str(vault.update_secret_properties("own", tags={"a": "1"}).tags)),
    )
    ask("begin_delete_secret", lambda: (None, vault.begin_delete_secret("own").result().recovery_id.split("/")[-2]))
    ask("begin_recover_deleted_secret", lambda: (None, vault.begin_recover_deleted_secret("own").result().name))


def two(versions):
    found, text = of_versions(versions)
    expect(len(found) == 2, text)
    return found, text


def length(secret):
    return secret, f"{len(secret.value)} characters"


def identities_and_roles():
    msi = ManagedServiceIdentityClient(credential, subscription, **audience)
    identities, client = msi.user_assigned_identities, "azure-mgmt-msi"
    call(client, "user_assigned_identities.list_by_subscription", lambda: names(identities.list_by_subscription()))
    found = call(
        client,
        "user_assigned_identities.list_by_resource_group",
        lambda: names(identities.list_by_resource_group("containers")),
    )
    for name in found or []:
        call(client, "user_assigned_identities.get", lambda: (None, identities.get("containers", name).name))

    roles, client = AuthorizationManagementClient(credential, subscription, **audience), "azure-mgmt-authorization"
    scope = f"/subscriptions/{subscription}/resourceGroups/models"
    endpoint = f"{scope}/providers/Microsoft.MachineLearningServices/workspaces/studio/onlineEndpoints/by-entra"
    assignments, definitions = roles.role_assignments, roles.role_definitions
    call(client, "role_assignments.list_for_subscription", lambda: counted(assignments.list_for_subscription()))
    call(client, "role_assignments.list_for_resource_group", lambda: counted(assignments.list_for_resource_group("models")))
    given = call(client, "role_assignments.list_for_scope", lambda: counted(assignments.list_for_scope(endpoint)))
    for assignment in (given or [])[:1]:
        call(client, "role_assignments.get_by_id", lambda: (None, assignments.get_by_id(assignment.id).principal_type))
        call(
            client,
            "role_definitions.get_by_id",
            lambda: (None, definitions.get_by_id(assignment.role_definition_id).role_name),
        )
    call(client, "role_definitions.list", lambda: counted(definitions.list(scope)))


def counted(things):
    found = list(things)
    expect(found, "there is none")
    return found, str(len(found))


for part in [machine_learning, container_instances, vault_management, vault_secrets, identities_and_roles]:
    part()
