package io.stargazer.server.task.forecast;

/** What a server has seen of tasks since it began to lead: for forecasts. Any thread. */
public record Experience(ServiceTimes times, QueueCensus census) {

    /** None yet. */
    public static Experience none() {
        return new Experience(new ServiceTimes(), new QueueCensus());
    }
}
