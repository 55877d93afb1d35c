package io.stargazer.server.console.page;

/** One page of the console. */
public interface Page {

    /**
     * What it shows at this moment. Blocks: call it on a virtual thread.
     *
     * @throws io.stargazer.api.Failure as the services refuse or cannot answer
     */
    View view(Visit visit);
}
