package io.stargazer.server.traffic;

import org.jspecify.annotations.Nullable;

/**
 * How a method goes, seen from both ends. The callers' times hold the network and all waiting; the
 * providers' calls hold those of callers that report nothing.
 *
 * @param method its name
 * @param callers null where no caller reports
 * @param providers null where no provider reports
 */
public record MethodPace(String method, @Nullable Pace callers, @Nullable Pace providers) {}
