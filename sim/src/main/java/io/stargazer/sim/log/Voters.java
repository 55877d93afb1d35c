package io.stargazer.sim.log;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;

/** Who votes as one server knows it, by the newest change in its log, and how many are enough. */
public record Voters(List<String> names, SimCluster.Ballot ballot) {

    public boolean has(String name) {
        return names.contains(name);
    }

    int majority() {
        return names.size() / 2 + 1;
    }

    boolean counts(SimLog log) {
        return ballot.countsVote(log.name(), names);
    }

    /** Whether those, and perhaps others, are more than half of the voters. */
    boolean areEnough(Collection<String> some) {
        return some.stream().filter(names::contains).count() >= majority();
    }

    /** Up to which entry enough of them have all on their disks; -1 when too few are known. */
    long onQuorum(Map<String, Long> onDisk) {
        List<Long> counted = new ArrayList<>();
        onDisk.forEach((name, index) -> {
            if (names.contains(name)) {
                counted.add(index);
            }
        });
        counted.sort(null);
        int at = counted.size() - ballot.commitQuorum(names.size());
        return at < 0 ? -1 : counted.get(at);
    }
}
