package io.stargazer.core;

import io.stargazer.api.codec.Malformed;
import io.stargazer.api.codec.Sink;
import io.stargazer.api.codec.Source;
import io.stargazer.core.identity.IdentityView;
import io.stargazer.core.registry.RegistryView;
import io.stargazer.core.schedule.ScheduleView;
import io.stargazer.core.session.SessionView;
import io.stargazer.core.task.TaskView;
import io.stargazer.core.workflow.WorkflowView;
import java.io.IOException;

/**
 * The whole control plane at one moment. Immutable; any thread may read it, a snapshot is written
 * from it while commands go on.
 *
 * @param revision of the last command applied
 * @param timeMs the time of that command, milliseconds since 1970
 * @param hash the running hash of all commands and outcomes so far
 */
public record ControlView(
        long revision,
        long timeMs,
        long hash,
        IdentityView identity,
        SessionView sessions,
        RegistryView registry,
        TaskView tasks,
        WorkflowView workflows,
        ScheduleView schedules) {

    public static final ControlView EMPTY =
            new ControlView(
                    0,
                    0,
                    0,
                    IdentityView.EMPTY,
                    SessionView.EMPTY,
                    RegistryView.EMPTY,
                    TaskView.EMPTY,
                    WorkflowView.EMPTY,
                    ScheduleView.EMPTY);

    /**
     * Bumped when the shape of a snapshot changes, which only grows at its end; a newer one than
     * this is refused. 2 added tasks, 3 workflows, 4 schedules.
     */
    private static final int FORMAT = 4;

    private static final int FORMAT_WITHOUT_TASKS = 1;
    private static final int FORMAT_WITHOUT_WORKFLOWS = 2;
    private static final int FORMAT_WITHOUT_SCHEDULES = 3;

    public void writeTo(TableCodec.RowWriter out) throws IOException {
        Sink head = new Sink();
        head.unsigned(FORMAT);
        head.unsigned(revision);
        head.signed(timeMs);
        head.fixed64(hash);
        out.row(head);
        identity.writeTo(out);
        sessions.writeTo(out);
        registry.writeTo(out);
        tasks.writeTo(out);
        workflows.writeTo(out);
        schedules.writeTo(out);
    }

    /**
     * Reads what {@link #writeTo} wrote.
     *
     * @throws Malformed when it was written by a newer version
     */
    public static ControlView readFrom(TableCodec.RowReader in) throws IOException {
        Source head = in.row();
        long format = head.unsigned();
        if (format < FORMAT_WITHOUT_TASKS || format > FORMAT) {
            throw new Malformed(
                    "the snapshot has format " + format + ", this version reads 1 to " + FORMAT);
        }
        long revision = head.unsigned();
        long timeMs = head.signed();
        long hash = head.fixed64();
        return new ControlView(
                revision,
                timeMs,
                hash,
                IdentityView.readFrom(in),
                SessionView.readFrom(in),
                RegistryView.readFrom(in),
                format == FORMAT_WITHOUT_TASKS ? TaskView.EMPTY : TaskView.readFrom(in),
                format <= FORMAT_WITHOUT_WORKFLOWS ? WorkflowView.EMPTY : WorkflowView.readFrom(in),
                format <= FORMAT_WITHOUT_SCHEDULES
                        ? ScheduleView.EMPTY
                        : ScheduleView.readFrom(in));
    }
}
