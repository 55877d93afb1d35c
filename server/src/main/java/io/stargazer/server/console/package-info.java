/**
 * The web console (UI-1, UI-6): pages rendered here, changed live by one stream of server-sent
 * events each, without any build step or outside network.
 *
 * <pre>
 *   GET /services  -> PageRoutes -> Sitemap -> Page.view -> Templates -> whole page in its Frame
 *   GET /console/stream?page=/services -> LiveStream: the same view again and again, what changed is sent
 *   GET /console/dialogs/..., POST /console/acts/... -> ActRoutes -> the services
 *   GET /assets/HASH/NAME -> Assets
 * </pre>
 *
 * <p>Everything goes through the services, which authorise; the console has no way around them.
 */
@NullMarked
package io.stargazer.server.console;

import org.jspecify.annotations.NullMarked;
