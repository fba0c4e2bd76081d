from kulanz.core.actor import Actor, Capability, Role, may


def test_the_owner_may_do_everything():
    assert all(may(Role.OWNER, capability) for capability in Capability)


def test_a_reader_changes_nothing():
    allowed = {capability for capability in Capability if may(Role.READER, capability)}
    assert allowed == {Capability.READ, Capability.EXPORT}


def test_an_agent_talks_with_customers_and_never_moves_money_or_sends():
    assert may(Role.AGENT, Capability.RECORD_CALL)
    assert may(Role.AGENT, Capability.EDIT_CASE)
    for capability in (Capability.MATCH, Capability.IMPORT, Capability.RELEASE_RUN, Capability.DECIDE_CASE):
        assert not may(Role.AGENT, capability)


def test_only_the_owner_decides_adversely_and_says_who_works_here():
    for capability in (
        Capability.DECIDE_CASE,
        Capability.MANAGE_USERS,
        Capability.SETTINGS,
        Capability.EDIT_STRATEGY,
    ):
        assert [role for role in Role if may(role, capability)] == [Role.OWNER]


def test_every_role_may_read():
    assert all(may(role, Capability.READ) for role in Role)


def test_kulanz_and_the_command_line_act_without_a_login():
    assert Actor.system(7).user_id is None and Actor.system(7).merchant_id == 7
    assert Actor.command(7).kind == "command" and Actor.command(7).user_id is None
