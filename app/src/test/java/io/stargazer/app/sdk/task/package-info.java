/** Tasks from end to end: executors and submitters of the SDK, and a real server between them. */
@NullMarked
package io.stargazer.app.sdk.task;

import org.jspecify.annotations.NullMarked;
