package io.stargazer.core.schedule;

import io.stargazer.api.codec.Codec;
import io.stargazer.api.schedule.PlannedSchedule;
import io.stargazer.api.schedule.ScheduleName;
import io.stargazer.core.Table;
import io.stargazer.core.TableCodec;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** All schedules at one moment. Immutable; any thread may read it. */
public record ScheduleView(Table<ScheduleName, PlannedSchedule> schedules) {

    public static final ScheduleView EMPTY = new ScheduleView(Table.empty());

    private static final Codec<PlannedSchedule> ROW = Codec.of(PlannedSchedule.class);

    public @Nullable PlannedSchedule schedule(ScheduleName name) {
        return schedules.get(name);
    }

    /** The schedules of a namespace, by name. */
    public List<PlannedSchedule> in(String namespace) {
        List<PlannedSchedule> found = new ArrayList<>();
        for (Table.Entry<ScheduleName, PlannedSchedule> entry : schedules) {
            if (entry.key().namespace().equals(namespace)) {
                found.add(entry.value());
            }
        }
        return found;
    }

    public void writeTo(TableCodec.RowWriter out) throws IOException {
        TableCodec.write(schedules, ROW, out);
    }

    public static ScheduleView readFrom(TableCodec.RowReader in) throws IOException {
        return new ScheduleView(TableCodec.read(ROW, PlannedSchedule::name, in));
    }
}
