package io.stargazer.server.cluster;

import io.stargazer.server.cluster.MembersService.Invitation;
import io.stargazer.server.cluster.MembersService.Members;
import io.stargazer.server.http.Operation;
import io.stargazer.server.http.Routes;
import io.stargazer.server.peer.Admission;

/** The servers of the cluster over HTTP: routes only. */
public final class MembersHttpApi {

    private final MembersService members;

    public MembersHttpApi(MembersService members) {
        this.members = members;
    }

    /** Which server is meant. */
    public record MemberRequest(String server) {}

    public void addTo(Routes routes) {
        routes.add(
                Operation.get(
                                "/api/v1/cluster/members",
                                "The servers of the cluster, as this one sees them.",
                                Members.class)
                        .local(),
                call -> members.list(call.principal()));
        routes.add(
                Operation.post(
                        "/api/v1/cluster/members",
                        "Invites a server into the cluster.",
                        MemberRequest.class,
                        Invitation.class),
                call -> members.invite(call.principal(), call.body(MemberRequest.class).server()));
        routes.add(
                Operation.delete(
                        "/api/v1/cluster/members/{server}", "Takes a server out of the cluster."),
                call -> members.remove(call.principal(), call.path("server")));
        routes.add(
                Operation.post(
                        "/api/v1/cluster/leader",
                        "Lets another server lead.",
                        MemberRequest.class,
                        null),
                call ->
                        members.transferLeader(
                                call.principal(), call.body(MemberRequest.class).server()));
        routes.add(
                Operation.post(
                                Admission.PATH,
                                "Tells an invited server what it needs to join.",
                                Admission.Request.class,
                                Admission.class)
                        .open()
                        .local(),
                call -> members.admit(call.body(Admission.Request.class).token()));
    }
}
