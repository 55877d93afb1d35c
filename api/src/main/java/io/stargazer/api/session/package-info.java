/**
 * Sessions: one client's stay with the cluster. Registrations hang on them; only their beginning
 * and end are commands, their heartbeat is the connection's own (RG-3).
 */
@NullMarked
package io.stargazer.api.session;

import org.jspecify.annotations.NullMarked;
