package io.stargazer.rpc.stream;

import io.stargazer.rpc.Collector;
import io.stargazer.rpc.codec.Converted;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Flow;

/** The contract that the tests stream through. */
interface Courier {

    record Parcel(int number, List<String> labels) {
        static Parcel of(int number) {
            return new Parcel(number, List.of("n" + number));
        }
    }

    /** Answers with the number of parcels and the sum of their numbers. */
    String deliver(String to, Flow.Publisher<Parcel> parcels);

    CompletableFuture<Integer> count(Flow.Publisher<Parcel> parcels);

    /** Answers each parcel with the next. */
    Flow.Publisher<Parcel> next(int step, Flow.Publisher<Parcel> parcels);

    /** Serves it. */
    final class Swift implements Courier {

        @Override
        public String deliver(String to, Flow.Publisher<Parcel> parcels) {
            Collector<Parcel> all = new Collector<>(Long.MAX_VALUE);
            parcels.subscribe(all);
            all.end.join();
            long sum = all.items.stream().mapToLong(Parcel::number).sum();
            boolean ordered =
                    all.items.stream().map(Parcel::number).toList().equals(upTo(all.items.size()));
            return to + " " + all.items.size() + " " + sum + (ordered ? " ordered" : "");
        }

        private static List<Integer> upTo(int count) {
            return java.util.stream.IntStream.range(0, count).boxed().toList();
        }

        @Override
        public CompletableFuture<Integer> count(Flow.Publisher<Parcel> parcels) {
            Collector<Parcel> all = new Collector<>(Long.MAX_VALUE);
            parcels.subscribe(all);
            return all.end.thenApply(complete -> all.items.size());
        }

        @Override
        public Flow.Publisher<Parcel> next(int step, Flow.Publisher<Parcel> parcels) {
            return Converted.of(parcels, parcel -> Parcel.of(parcel.number() + step));
        }
    }
}
