// Theme and language. Runs before the first paint: follows the system where nobody has chosen.
(() => {
    const root = document.documentElement;
    const system = matchMedia('(prefers-color-scheme: dark)');
    const remember = (name, value) => {
        document.cookie = `${name}=${value}; path=/; max-age=31536000; samesite=strict`;
    };
    const show = theme => {
        root.dataset.bsTheme = theme;
        dispatchEvent(new Event('themechange'));
    };
    const follow = () => root.dataset.themeChosen || show(system.matches ? 'dark' : 'light');
    system.addEventListener('change', follow);
    follow();

    document.addEventListener('click', event => {
        const language = event.target.closest('[data-language]');
        if (language) {
            remember('stargazer-language', language.dataset.language);
            location.reload();
        } else if (event.target.closest('[data-theme-toggle]')) {
            root.dataset.themeChosen = 'yes';
            show(root.dataset.bsTheme === 'dark' ? 'light' : 'dark');
            remember('stargazer-theme', root.dataset.bsTheme);
        }
    });
})();
