// What Swagger UI cannot do by itself: say who is signed in, and show a stream that never ends.

// before the page's own start; its list of plugins is evaluated text, which the content security policy forbids
addEventListener('load', () => {
  const { SwaggerUIBundle } = window;
  window.SwaggerUIBundle = Object.assign(
    config => SwaggerUIBundle({ ...config, plugins: [...(config.plugins ?? []), livePlugin] }), SwaggerUIBundle);
});

function livePlugin({ React }) {
  const h = React.createElement;
  const api = path => new URL(`../${path}`, document.baseURI);

  /** Who is signed in here, as the live page or the form below has it; asked again when the window is looked at. */
  class SignedIn extends React.Component {
    state = { people: [], user: null, error: '' };
    look = async () => {
      const known = JSON.parse(localStorage.getItem('user') ?? 'null');
      const answer = known && await fetch(api(`users/${known.id}`), { headers: { 'x-version': '1.0.0-beta1' } });
      this.setState({ user: answer?.ok ? (await answer.json()).data : null });
    };
    async componentDidMount() {
      addEventListener('signed-in', this.look);
      addEventListener('focus', this.look);
      this.look();
      this.setState({ people: (await (await fetch(api('demo'))).json()).data });
    }
    componentWillUnmount() {
      removeEventListener('signed-in', this.look);
      removeEventListener('focus', this.look);
    }
    signIn = async event => {
      event.preventDefault();
      const { email, password } = event.target;
      const answer = await fetch(api('login'), { method: 'POST', body: new URLSearchParams({ email: email.value, password: password.value }) });
      const json = await answer.json();
      this.setState({ error: answer.ok ? '' : json.message });
      if (answer.ok) localStorage.setItem('user', JSON.stringify(json.data));
      this.look();
    };
    signOut = async () => {
      await fetch(api('delete'), { method: 'DELETE' });
      localStorage.removeItem('user');
      this.look();
    };
    fill = event => {
      const person = this.state.people.find(each => each.email === event.target.value);
      const { email, password } = event.target.form;
      if (person) [email.value, password.value] = [person.email, person.password];
    };
    render() {
      const { user, people, error } = this.state;
      if (user) {
        return h('div', { className: 'who' }, 'Signed in as ', h('strong', null, `${user.first_name} ${user.last_name}`), ` (${user.email}) `,
          h('button', { className: 'btn', onClick: this.signOut }, 'Sign out'));
      }
      return h('form', { className: 'who', onSubmit: this.signIn },
        'Nobody is signed in. ',
        people.length > 0 && h('label', null, 'Demo person ', h('select', { onChange: this.fill, defaultValue: '' },
          h('option', { value: '' }, 'choose one'),
          ...people.map(({ email, first_name, part }) => h('option', { key: email, value: email }, `${first_name}, ${part}`)))),
        ' ', h('label', null, 'E-mail ', h('input', { name: 'email', type: 'email', required: true, autoComplete: 'username' })),
        ' ', h('label', null, 'Password ', h('input', { name: 'password', type: 'password', required: true, autoComplete: 'current-password' })),
        ' ', h('button', { className: 'btn authorize' }, 'Sign in'),
        h('span', { role: 'alert' }, ` ${error}`));
    }
  }

  /** The events of `GET /sse` as they arrive, newest first. */
  class Stream extends React.Component {
    state = { state: 'closed', lines: [] };
    open = async () => {
      this.close();
      this.leave = new AbortController();
      this.setState({ state: 'connecting', lines: [] });
      try {
        const { path, method, specSelectors } = this.props;
        const lastEventId = specSelectors?.parameterValues([path, method]).get('header.Last-Event-ID');
        const answer = await fetch(api('sse'), {
          signal: this.leave.signal, headers: { accept: 'text/event-stream', ...(lastEventId && { 'last-event-id': lastEventId }) },
        });
        if (!answer.ok) {
          this.setState({ state: (await answer.json()).message });
          return;
        }
        this.setState({ state: 'live' });
        const reader = answer.body.pipeThrough(new TextDecoderStream()).getReader();
        let rest = '';
        for (let part = await reader.read(); !part.done; part = await reader.read()) {
          const blocks = (rest + part.value).split('\n\n');
          rest = blocks.pop();
          this.setState(({ lines }) => ({
            lines: [...blocks.map(block => `${new Date().toLocaleTimeString()}\n${block}`).reverse(), ...lines].slice(0, 200),
          }));
        }
        this.setState({ state: 'ended by the server' });
      } catch (error) {
        this.setState({ state: error.name === 'AbortError' ? 'closed' : 'lost' });
      }
    };
    close = () => this.leave?.abort();
    componentWillUnmount() { this.close(); }
    render() {
      const { state, lines } = this.state;
      return h('div', { className: 'live-stream' },
        h('p', null,
          state === 'live' || state === 'connecting'
            ? h('button', { className: 'btn cancel', onClick: this.close }, 'Close the stream')
            : h('button', { className: 'btn execute', onClick: this.open }, 'Open the stream'),
          ' ', h('strong', { role: 'status' }, state)),
        state === 'live' && lines.length === 0 && h('p', null, 'Change something, with `POST /actions` below for example, and it appears here.'),
        lines.length > 0 && h('pre', { 'aria-label': 'Events' }, lines.join('\n\n')));
    }
  }

  const isStream = props => props.path === '/sse';
  return {
    wrapComponents: {
      InfoContainer: Original => props => h(React.Fragment, null, h(Original, props), h('div', { className: 'wrapper' }, h(SignedIn))),
      execute: Original => props => isStream(props) ? h(Stream, props) : h(Original, props),
    },
    statePlugins: {
      spec: {
        wrapActions: {
          setResponse: original => (path, method, response) => {
            if (path === '/login' && response.status === 200) localStorage.setItem('user', JSON.stringify(JSON.parse(response.text).data));
            if (path === '/delete' && response.status === 200) localStorage.removeItem('user');
            if (path === '/login' || path === '/delete') dispatchEvent(new Event('signed-in'));
            return original(path, method, response);
          },
        },
      },
    },
  };

}
