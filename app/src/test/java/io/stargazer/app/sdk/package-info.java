/**
 * Applications and servers together, through what the SDK offers: real connections, and real
 * processes where something has to be killed.
 */
@NullMarked
package io.stargazer.app.sdk;

import org.jspecify.annotations.NullMarked;
